-- prefix, now, limit
-- Deletes at most so many families that ended before now. Answers how many there were.
local now, limit = ARGV[2], ARGV[3]
local ended = redis.call('ZRANGE', ends, '-inf', '(' .. now, 'BYSCORE', 'LIMIT', 0, limit)
for _, id in ipairs(ended) do
  local userId = redis.call('HGET', familyKey(id), 'userId')
  if userId then redis.call('ZREM', userKey(userId), id) end
  redis.call('DEL', familyKey(id))
  redis.call('ZREM', revocations, id)
  redis.call('ZREM', ends, id)
end
return #ended
