return function(args)
  local values = {}
  for x = 0, args.n - 1 do
    if x % 3 == 0 then values[#values + 1] = 2 * x end
  end
  local sum = 0
  for i = 1, #values do sum = sum + values[i] end
  return sum
end
