-- prefix, user id, reason, now, id of the family to spare (or '')
-- Answers the ids of those that were live until now, newest first.
local userId, reason, now, spared = unpack(ARGV, 2, 5)
touch()
local revoked = {}
for _, id in ipairs(redis.call('ZREVRANGE', userKey(userId), 0, -1)) do
  local family = read(id)
  if family and isLive(family, now) and id ~= spared then
    revokeFamily(id, family, reason, now)
    table.insert(revoked, id)
  end
end
return revoked
