local floor = math.floor
local function found(low, high, target)
  if high - low <= 1 then return low end
  local middle = floor((low + high) / 2)
  if target < middle then return found(low, middle, target) end
  return found(middle, high, target)
end
return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + found(0, args.n, 31 * i % args.n) end
  return sum
end
