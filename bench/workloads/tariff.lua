local floor = math.floor
local slots = { "day", "night", "weekend" }
local function cost(tariff, household)
  local sum = 0
  for i = 1, #slots do sum = sum + tariff.prices[slots[i]] * household.usage[slots[i]] end
  return tariff.baseCents + floor(sum / 100)
end
return function(args)
  local choices = {}
  for i = 1, #args.households do
    local household = args.households[i]
    local best = { household = household.id, tariff = "", cents = 1000000000 }
    for j = 1, #args.tariffs do
      local cents = cost(args.tariffs[j], household)
      if cents < best.cents then best = { household = household.id, tariff = args.tariffs[j].name, cents = cents } end
    end
    choices[i] = best
  end
  return choices
end
