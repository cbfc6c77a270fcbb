return function(args)
  local entries = { a = 1, b = 2, c = 3, d = 4, e = 5, f = 6, g = 7, h = 8, i = 9, j = 10 }
  local keys = {}
  for key in pairs(entries) do keys[#keys + 1] = key end
  table.sort(keys)
  local sum = 0
  for i = 0, args.n - 1 do sum = sum + entries[keys[i % 10 + 1]] end
  return sum
end
