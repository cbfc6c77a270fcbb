local floor = math.floor
local function percentOf(cents, percent)
  return floor((cents * percent + 50) / 100)
end
local function net(line)
  local quantity = line.quantity
  local gross = quantity * line.unitCents
  local percent = quantity >= 100 and 15 or quantity >= 25 and 10 or quantity >= 10 and 5 or 0
  return gross - percentOf(gross, percent)
end
local function invoice(order)
  local goods = 0
  for i = 1, #order.lines do goods = goods + net(order.lines[i]) end
  local discount = percentOf(goods, order.points >= 5000 and 5 or order.points >= 1000 and 3 or 0)
  local region = order.region
  local percent = region == "DE" and 19 or region == "FR" and 20 or region == "FI" and 24 or 21
  local tax = percentOf(goods - discount, percent)
  local shipping = goods >= 10000 and 0 or 490
  return { order = order.id, goods = goods, discount = discount, tax = tax, shipping = shipping,
    total = goods - discount + tax + shipping }
end
return function(args)
  local invoices = {}
  for i = 1, #args.orders do invoices[i] = invoice(args.orders[i]) end
  return invoices
end
