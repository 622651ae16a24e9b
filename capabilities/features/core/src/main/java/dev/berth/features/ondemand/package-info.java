/// Features that are computed when they are asked for, the same for training and for serving: begin
/// with [CompiledOnDemandView]. Where inputs and stored features come from is the caller's affair.
@NullMarked
package dev.berth.features.ondemand;

import org.jspecify.annotations.NullMarked;
