local masses = { 1.0, 2.0, 0.5, 3.0 }
local function pull(dx, mass)
  return dx * mass * (1.0 / ((dx * dx + 0.1) * (dx * dx + 0.1)))
end
local function force(state, i)
  local sum = 0.0
  for j = 1, 4 do
    if i ~= j then sum = sum + pull(state[j] - state[i], masses[j]) else sum = sum + 0.0 end
  end
  return sum
end
local function moved(state)
  local next = {}
  for i = 1, 8 do
    if i <= 4 then
      next[i] = state[i] + state[i + 4] * 0.01
    else
      next[i] = state[i] + force(state, i - 4) * 0.01
    end
  end
  return next
end
return function(args)
  local state = { 0.0, 1.0, 2.5, 4.0, 0.1, 0.0, 0.0, 0.2 }
  for _ = 1, args.n do state = moved(state) end
  local sum = 0.0
  for i = 1, 8 do sum = sum + i * state[i] end
  return sum
end
