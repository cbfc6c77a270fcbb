-- Times one workload: peer.lua WORKLOAD.lua ARGUMENTS.json
-- Prints the median time of a call in nanoseconds, then the result as JSON.
local folder = arg[0]:match("^(.*)/[^/]*$") or "."
json = dofile(folder .. "/json.lua")
local run = dofile(arg[1])
local arguments = json.decode(assert(io.open(arg[2])):read("*a"))

local clock = os.clock
-- The clock counts microseconds, so short calls are timed many at a time.
local function secondsOf(calls)
  local start = clock()
  for _ = 1, calls do run(arguments) end
  return clock() - start
end

local result = run(arguments)
secondsOf(20)
local calls = math.max(1, math.ceil(0.002 / math.max(secondsOf(5) / 5, 1e-8)))
local times = {}
local finish = clock() + 0.5
repeat
  times[#times + 1] = secondsOf(calls) / calls
until clock() > finish and #times >= 5
table.sort(times)
print(string.format("%.1f", times[math.floor(#times / 2) + 1] * 1e9))
print(json.encode(result))
