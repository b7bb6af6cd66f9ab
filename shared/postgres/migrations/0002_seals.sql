-- One signed seal per local day: the Merkle root over the heads of all streams. Append-only, each holds the hash of the one before.
-- `position`: the last fact that the seal covers. See docs/decisions/0007.
create table seals (
    day date primary key,
    number bigint not null unique check (number > 0),
    position bigint not null check (position >= 0),
    heads bigint not null check (heads >= 0),
    root bytea not null check (length(root) = 32),
    previous bytea unique references seals (hash),
    sealed_at timestamptz not null,
    key_id text not null,
    signature bytea not null check (length(signature) = 64),
    hash bytea not null unique check (length(hash) = 32),
    check ((number = 1) = (previous is null))
);
