local function matrix(n, cell)
  local rows = {}
  for i = 0, n - 1 do
    local row = {}
    for j = 0, n - 1 do row[j + 1] = cell(i, j) end
    rows[i + 1] = row
  end
  return rows
end
return function(args)
  local n = args.n
  local a = matrix(n, function(i, j) return (i * n + j) % 100 end)
  local b = matrix(n, function(i, j) return (i + j) % 100 end)
  local product = matrix(n, function(i, j)
    local sum = 0
    for k = 1, n do sum = sum + a[i + 1][k] * b[k][j + 1] end
    return sum
  end)
  local sum = 0
  for i = 1, n do
    for j = 1, n do sum = sum + product[i][j] end
  end
  return sum
end
