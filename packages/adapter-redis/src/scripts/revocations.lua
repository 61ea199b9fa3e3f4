-- prefix, history and number of the last one seen ('' and '0' for none), limit
-- Answers the history, the number of the last one now seen, and id and time of each revocation after it.
local history, after, limit = ARGV[2], ARGV[3], ARGV[4]
touch()
-- Another node, or the same one after a restart, continues from what it had, which may be less than what was read before:
-- the same numbers may now stand for other revocations, so the reader gets all of them again.
local current = redis.call('INFO', 'replication'):match('master_replid:(%x+)')
local last = tonumber(redis.call('GET', sequence) or '0')
if history ~= current or tonumber(after) > last then after = '0' end

local items = {}
local found = redis.call('ZRANGE', revocations, '(' .. after, '+inf', 'BYSCORE', 'LIMIT', 0, limit, 'WITHSCORES')
for i = 1, #found, 2 do
  after = found[i + 1]
  local revokedAt = redis.call('HGET', familyKey(found[i]), 'revokedAt')
  if revokedAt then
    table.insert(items, found[i])
    table.insert(items, revokedAt)
  end
end
return { current, after, items }
