return function(args)
  local base = { a = 1, b = 2, c = 3, d = 4 }
  local sum = 0
  for i = 0, args.n - 1 do
    local made = {}
    for key, value in pairs(base) do made[key] = value end
    made.fifth = i
    for _ in pairs(made) do sum = sum + 1 end
  end
  return sum
end
