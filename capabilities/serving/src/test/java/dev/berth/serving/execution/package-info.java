@NullMarked
package dev.berth.serving.execution;

import org.jspecify.annotations.NullMarked;
