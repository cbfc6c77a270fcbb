local function low(i)
  local settings = { shop = { prices = { limits = { daily = { low = 100, high = 5000 } } } } }
  return settings.shop.prices.limits.daily.low
end
local function high(i)
  local settings = { shop = { prices = { limits = { daily = { low = 100, high = 5000 } } } } }
  return settings.shop.prices.limits.daily.high
end
return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + low(i) + high(i) end
  return sum
end
