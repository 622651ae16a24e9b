/// Executes ONNX artifacts with ONNX Runtime.
///
/// Start reading at [dev.berth.runtime.onnx.OnnxRuntime], then `ArtifactLoader` for what happens
/// once and `OnnxExecution` for what happens at every run. The engine is called through its C
/// interface, `OrtApi`, which says why. Deliberately absent: the engine's Java classes, inputs that
/// are not tensors, binding of memory on accelerators.
@NullMarked
package dev.berth.runtime.onnx;

import org.jspecify.annotations.NullMarked;
