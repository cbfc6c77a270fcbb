local function fits(rule, user)
  if rule.Country then return user.country == rule.Country[1] end
  if rule.Plan then return user.plan == rule.Plan[1] end
  return user.beta
end
local function isOn(flag, user)
  for i = 1, #flag.rules do
    if fits(flag.rules[i], user) then return true end
  end
  return (user.id * 2654435761 + #flag.name * 40503) % 100 < flag.percent
end
return function(args)
  local rows = {}
  for i = 1, #args.users do
    local row = {}
    for j = 1, #args.flags do row[j] = isOn(args.flags[j], args.users[i]) end
    rows[i] = row
  end
  return rows
end
