return function(args)
  local values = {}
  for i = 0, args.n - 1 do values[i + 1] = i + 1 end
  local sum = 0
  for i = 1, #values do sum = sum + values[i] end
  return sum
end
