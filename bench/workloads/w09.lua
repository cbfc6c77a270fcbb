return function(args)
  local n, cells = args.n, {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do row[j + 1] = i * n + j end
    cells[i + 1] = row
  end
  local total = 0
  for j = 1, n do
    local sum = 0
    for i = 1, n do sum = sum + cells[i][j] end
    total = total + sum
  end
  return total
end
