/// Wire formats: the Open Inference Protocol v2 and the typed API, translated to and from core
/// types.
///
/// [ProblemMapping] is the only place that assigns an HTTP status and a gRPC status to a problem
/// code.
@NullMarked
package dev.berth.protocol;

import org.jspecify.annotations.NullMarked;
