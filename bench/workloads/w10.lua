local function inside(i)
  if i % 3 < 2 and i % 4 < 2 and i % 24 >= 8 and i % 24 < 18 then return 1 end
  return 0
end
return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + inside(i) end
  return sum
end
