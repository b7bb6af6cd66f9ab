"""The articles of the law that refusals name."""

from __future__ import annotations

KUHP = "KUHP (UU 1/2023)"
ART_85_1 = f"{KUHP} art. 85(1)"
ART_85_2 = f"{KUHP} art. 85(2)"
ART_85_3 = f"{KUHP} art. 85(3)"
ART_85_4 = f"{KUHP} art. 85(4)"
ART_85_5 = f"{KUHP} art. 85(5)"
ART_85_7 = f"{KUHP} art. 85(7)"
ART_85_8 = f"{KUHP} art. 85(8)"
ART_85_9 = f"{KUHP} art. 85(9)"
CHILD_HOURS = "UU 11/2012 art. 76"
CHILD_DAY = "configuration; check against PP 58/2022"
ART_19 = "UU 11/2012 art. 19"
PKS = "PP 28/2018"
PKS_TERMS = "PP 28/2018 art. 6(2), 19(2)"
PKS_ENDS = "PP 28/2018 art. 9, 22"
