return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + i end
  return sum
end
