return function(args)
  local sum = 0
  for i = 0, args.n - 1 do
    if i % 2 == 0 then sum = sum + 2 * i else sum = sum + 3 * i end
  end
  return sum
end
