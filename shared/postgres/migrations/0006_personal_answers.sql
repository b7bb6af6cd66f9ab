-- The ETag of a personal answer is a digest of it, without a key: it is kept no longer than the answer, which is never.
update idempotency_keys set etag = null where about is not null;
