# The layers of src/ and what each may include: itself, and these. The test
# `layers` compares this table with the #include lines. `llvm/` headers are
# allowed in RELON_LLVM_LAYERS only; `relon` stands for include/relon.
set(RELON_LAYERS
    base diag syntax ir callable runtime check lower interp engine)
set(RELON_LLVM_LAYERS
    hostir codegen artifact)

set(RELON_DEPENDS_base)
set(RELON_DEPENDS_diag base)
set(RELON_DEPENDS_syntax base diag)
set(RELON_DEPENDS_ir base relon)
set(RELON_DEPENDS_callable base ir relon)
set(RELON_DEPENDS_runtime relon)
set(RELON_DEPENDS_check base diag syntax ir callable relon)
set(RELON_DEPENDS_lower base diag syntax ir callable check relon)
set(RELON_DEPENDS_interp base ir callable relon)
set(RELON_DEPENDS_engine base diag syntax ir callable check lower runtime interp relon)
set(RELON_DEPENDS_hostir base ir callable relon)
set(RELON_DEPENDS_codegen base ir callable hostir relon)
set(RELON_DEPENDS_artifact base ir callable hostir codegen relon)
