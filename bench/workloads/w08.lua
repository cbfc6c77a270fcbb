local function weight(i)
  if i % 4 == 0 then return 1 end
  if i % 4 == 1 then return 2 end
  if i % 4 == 2 then return 3 end
  return 4
end
return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + weight(i) end
  return sum
end
