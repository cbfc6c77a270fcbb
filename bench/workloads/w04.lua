return function(args)
  local texts, found = {}, {}
  for i = 1, args.n do texts[i] = args.text end
  for i = 1, #texts do
    if string.find(texts[i], "z", 1, true) then found[#found + 1] = texts[i] end
  end
  return #found
end
