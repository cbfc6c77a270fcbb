#pragma once

#include <llvm/IR/Module.h>

namespace relon::codegen {

// Whether a function may be computed for any arguments at all, those that the program
// would not have come to included: it ends, has no effects, reads only its own
// variables, and no argument leads to undefined behaviour.
bool mayRunAhead(const llvm::Function& body);

// Stands, while a module is emitted, for the answer to that question about the function
// `symbol`, whose body is not there yet: a declaration of an `i1` function.
llvm::Function* runAheadQuestion(llvm::Module& module, llvm::StringRef symbol);

// Answers all of them once the bodies are linked. A function without body answers no.
void answerRunAheadQuestions(llvm::Module& module);

}
