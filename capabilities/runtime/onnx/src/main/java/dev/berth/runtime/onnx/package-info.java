/// Executes ONNX artifacts with ONNX Runtime.
@NullMarked
package dev.berth.runtime.onnx;

import org.jspecify.annotations.NullMarked;
