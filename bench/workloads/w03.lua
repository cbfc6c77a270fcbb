return function(args)
  local letters = {}
  for i = 1, args.n do letters[i] = "x" end
  local text = ""
  for i = 1, #letters do text = text .. letters[i] end
  return text
end
