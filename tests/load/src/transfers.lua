-- One durable transfer per request: a random sender from the list, a random (or the one hot) recipient, a fresh key.
-- Arguments: file with one "<token> <username>" per line, "uniform" or "hot", a prefix that is unique per run.
local senders, recipients, prefix, count = {}, {}, "", 0
local hot = false

function init(args)
  for line in io.lines(args[1]) do
    local token, username = line:match("^(%S+) (%S+)$")
    senders[#senders + 1] = "Bearer " .. token
    recipients[#recipients + 1] = username
  end
  hot = args[2] == "hot"
  prefix = args[3]
  math.randomseed(tonumber(args[4]))
end

function request()
  count = count + 1
  local from = math.random(#senders)
  if hot and from == 1 then from = 2 end
  local to = hot and 1 or (from + math.random(#senders - 1) - 1) % #senders + 1
  return wrk.format("POST", "/transactions", {
    ["Authorization"] = senders[from],
    ["Content-Type"] = "application/json",
    ["Idempotency-Key"] = prefix .. count,
  }, '{"to":"@' .. recipients[to] .. '","amount":1,"currency":"EUR"}')
end
