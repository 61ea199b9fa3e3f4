-- prefix, id, reason, now
-- Answers 1 when the family was live until now.
local id, reason, now = unpack(ARGV, 2, 4)
touch()
local family = read(id)
if not family or not isLive(family, now) then return 0 end
revokeFamily(id, family, reason, now)
return 1
