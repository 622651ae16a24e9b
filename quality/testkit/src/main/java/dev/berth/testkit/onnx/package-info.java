/// Writes small ONNX model files for tests, benchmarks and examples, without an ONNX library.
///
/// Start with [OnnxModels] for ready-made models and with [OnnxModelFile] to build another one.
/// Absent on purpose: reading ONNX files, sparse tensors, functions and training information.
@NullMarked
package dev.berth.testkit.onnx;

import org.jspecify.annotations.NullMarked;
