@NullMarked
package dev.berth.architecture.view;

import org.jspecify.annotations.NullMarked;
