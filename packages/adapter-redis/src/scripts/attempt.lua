-- prefix, key, limit, windowMs, now
-- Answers 1 or 0 for allowed, and the milliseconds until an attempt is allowed again.
local key, limit, windowMs, now = prefix .. 'attempts:' .. ARGV[2], tonumber(ARGV[3]), tonumber(ARGV[4]), tonumber(ARGV[5])
local count, endsAt = unpack(redis.call('HMGET', key, 'count', 'endsAt'))
count, endsAt = tonumber(count or 0), tonumber(endsAt or 0)
if endsAt <= now then count, endsAt = 0, now + windowMs end
if count >= limit then return { 0, endsAt - now } end
redis.call('HSET', key, 'count', count + 1, 'endsAt', string.format('%.0f', endsAt))
redis.call('PEXPIRE', key, windowMs + 60000)
return { 1, 0 }
