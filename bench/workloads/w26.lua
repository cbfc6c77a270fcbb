return function(args)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + #("item " .. i .. " of " .. args.n) end
  return sum
end
