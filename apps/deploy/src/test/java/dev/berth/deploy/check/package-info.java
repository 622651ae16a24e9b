@NullMarked
package dev.berth.deploy.check;

import org.jspecify.annotations.NullMarked;
