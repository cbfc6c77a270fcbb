return function(args)
  local n, xs, ys = args.n, {}, {}
  for i = 0, n - 1 do
    xs[i + 1] = i + 1
    ys[i + 1] = i + 2
  end
  local sum = 0
  for i = 1, n do sum = sum + xs[i] * ys[i] end
  return sum
end
