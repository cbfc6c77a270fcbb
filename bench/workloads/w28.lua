return function(args)
  local sum = 0.0
  for i = 0, args.n - 1 do sum = sum + i / 3.0 + i % 7 end
  return sum
end
