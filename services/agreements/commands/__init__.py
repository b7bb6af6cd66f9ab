"""One async function per use case, `f(conn, …, actor, now)`: load, rule, save, journal. It never commits."""
