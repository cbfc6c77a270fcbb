local zones = { 1.0, 1.12, 1.25, 1.4, 1.7 }
local function bonus(years, claims)
  if claims == 0 then return 1.0 - 0.03 * (years < 10 and years or 10) end
  return 1.0 + 0.25 * claims
end
local function premium(d)
  if d.age < 18 or d.claims > 4 then return json.null end
  local ageFactor = d.age < 21 and 2.1 or d.age < 25 and 1.6 or d.age < 70 and 1.0 or 1.3
  local amount = 280.0 * ageFactor * bonus(d.years, d.claims) * zones[d.zone + 1] + d.power * 1.35
  if d.discount then amount = amount * (1.0 - d.discount) end
  return math.floor(amount * 100.0)
end
return function(args)
  local premiums = {}
  for i = 1, #args.drivers do premiums[i] = premium(args.drivers[i]) end
  return premiums
end
