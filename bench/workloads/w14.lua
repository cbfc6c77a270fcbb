local floor = math.floor
local function within(value, low, high)
  if value >= low and value < high then return 1 end
  return 0
end
return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + within(i % 10, 0, 10) + within(floor(i / 10), 0, 1000) end
  return sum
end
