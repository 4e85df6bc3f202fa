"""Long runs for correctness, each a module with `main(seed, runs)`; `./recall campaign NAME` starts one."""
