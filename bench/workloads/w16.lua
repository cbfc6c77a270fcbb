local function filter(xs, keeps)
  local kept = {}
  for i = 1, #xs do
    if keeps(xs[i]) then kept[#kept + 1] = xs[i] end
  end
  return kept
end
local function sorted(xs)
  if #xs == 0 then return 0 end
  if #xs == 1 then return xs[1] end
  local pivot = xs[1]
  local less = sorted(filter(xs, function(x) return x < pivot end))
  local sum = 0
  for _, x in ipairs(filter(xs, function(x) return x == pivot end)) do sum = sum + x end
  return less + sum + sorted(filter(xs, function(x) return x > pivot end))
end
return function(args)
  local xs = {}
  for i = 0, args.n - 1 do xs[i + 1] = (1103515245 * i + 12345) % 2048 end
  return sorted(xs)
end
