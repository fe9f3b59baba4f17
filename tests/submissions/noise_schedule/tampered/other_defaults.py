"""Changes torch's default dtype, device, threads, seeds and error handling.

Technique: patching
Verdict: failed
"""

torch.set_default_dtype(torch.float16)
torch.set_num_threads(64)
torch.use_deterministic_algorithms(True)
torch.set_grad_enabled(False)
torch.set_flush_denormal(True)
torch.set_default_device("meta")
torch.manual_seed(0)
