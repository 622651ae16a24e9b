@NullMarked
package dev.berth.architecture.constraint;

import org.jspecify.annotations.NullMarked;
