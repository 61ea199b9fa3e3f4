-- prefix, id, user id, live ('1' or '0'), createdAt, expiresAt, TTL in ms, then fields and values
-- Answers 1, or 0 when there is another family of this id.
local id, userId, live, createdAt, expiresAt, ttlMs = unpack(ARGV, 2, 7)
local fields = { unpack(ARGV, 8) }

touch()
local existing = read(id)
if existing then
  for i = 1, #fields, 2 do
    if fields[i] == 'secret' and fields[i + 1] ~= existing.secret then return 0 end
  end
  return 1
end
redis.call('HSET', familyKey(id), unpack(fields))
redis.call('PEXPIRE', familyKey(id), ttlMs)
redis.call('ZADD', ends, expiresAt, id)
keepFor(ends, ttlMs)
if live == '1' then
  redis.call('ZADD', userKey(userId), createdAt, id)
  keepFor(userKey(userId), ttlMs)
end
return 1
