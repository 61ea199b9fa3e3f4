-- prefix, id, presented, now, graceMs, idleMs, address
-- Answers the kind of the outcome, and the family's fields when the outcome has one.
local id, presented, now, graceMs, idleMs, address = unpack(ARGV, 2, 7)
local family = read(id)
if not family then return { 'unknown' } end
if family.revokedAt then return { 'revoked' } end
local idle = tonumber(now) - tonumber(family.lastSeenAt) > tonumber(idleMs)
if not isLive(family, now) or idle then return { 'expired' } end

touch()
local generation = tonumber(family.generation)
local age = tonumber(now) - tonumber(family.rotatedAt)
local kind
if tonumber(presented) == generation then
  kind = 'rotated'
  redis.call('HINCRBY', familyKey(id), 'generation', 1)
  redis.call('HSET', familyKey(id), 'rotatedAt', now, 'lastSeenAt', now, 'address', address)
elseif tonumber(presented) == generation - 1 and age <= tonumber(graceMs) then
  kind = 'repeated'
else
  kind = 'reused'
  revokeFamily(id, family, 'reuse', now)
end
return { kind, redis.call('HGETALL', familyKey(id)) }
