local floor = math.floor
local function twoDigits(n)
  return n < 10 and "0" .. n or tostring(n)
end
local function line(sale)
  local item = sale.item:match("^%s*(.-)%s*$"):upper()
  local amount = string.format("%d", floor(sale.cents / 100)) .. "." .. twoDigits(sale.cents % 100)
  return "#" .. sale.id .. " " .. item .. " for " .. sale.buyer .. ": " .. amount .. " EUR"
end
return function(args)
  local lines = {}
  for i = 1, #args.sales do lines[i] = line(args.sales[i]) end
  return table.concat(lines, "\n")
end
