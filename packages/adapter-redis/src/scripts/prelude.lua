-- Put before every script. ARGV[1] is the prefix of all keys. Times are milliseconds since 1970 by the caller's clock;
-- they are stored as the text that came in, because Lua would write large numbers with an exponent.
local prefix = ARGV[1]

local revocations = prefix .. 'revocations'
local sequence = prefix .. 'revocation-seq'
local ends = prefix .. 'ends'

local function familyKey(id) return prefix .. 'family:' .. id end
local function userKey(userId) return prefix .. 'user:' .. userId end

-- The fields of a family by name, or nil.
local function read(id)
  local flat = redis.call('HGETALL', familyKey(id))
  if #flat == 0 then return nil end
  local family = {}
  for i = 1, #flat, 2 do family[flat[i]] = flat[i + 1] end
  return family
end

local function isLive(family, now)
  return not family.revokedAt and tonumber(family.expiresAt) > tonumber(now)
end

-- The key lives for at least as long as its newest member.
local function keepFor(key, ttlMs)
  if redis.call('PTTL', key) < tonumber(ttlMs) then redis.call('PEXPIRE', key, ttlMs) end
end

local function revokeFamily(id, family, reason, now)
  redis.call('HSET', familyKey(id), 'revokedAt', now, 'revokedReason', reason)
  redis.call('ZREM', userKey(family.userId), id)
  redis.call('ZADD', revocations, redis.call('INCR', sequence), id)
  keepFor(revocations, redis.call('PTTL', familyKey(id)))
end

-- A write for the caller to wait for: what it acknowledges then includes everything that this script saw.
local function touch()
  redis.call('SET', prefix .. 'touched', '1', 'EX', 60)
end
