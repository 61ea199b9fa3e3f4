-- prefix, user id, now, limit
-- Answers the fields of the live families, newest first.
local userId, now, limit = ARGV[2], ARGV[3], tonumber(ARGV[4])
local found, from = {}, 0
repeat
  local ids = redis.call('ZREVRANGE', userKey(userId), from, from + limit - 1)
  for _, id in ipairs(ids) do
    local family = read(id)
    if #found < limit and family and isLive(family, now) then
      table.insert(found, redis.call('HGETALL', familyKey(id)))
    end
  end
  from = from + limit
until #ids < limit or #found == limit
return found
