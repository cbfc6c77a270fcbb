return function(args)
  local sum = 0
  for i = 0, args.n - 1 do
    local entries = { a = i, b = i + 1, c = i + 2 }
    local keys = {}
    for key in pairs(entries) do keys[#keys + 1] = key end
    sum = sum + #keys
  end
  return sum
end
