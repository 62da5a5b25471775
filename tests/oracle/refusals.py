"""Every way TensorFlow refuses: its exception and message, and the rule that speaks of it, or "none".

What is in no row fails the oracle: it must become a rule, or be named as none here.
"""

from __future__ import annotations

import re
from typing import Final

NONE: Final = "none"

#: (exception type, start of the message as a regular expression, rule), first match wins.
REFUSALS: Final[tuple[tuple[str, str, str], ...]] = (
    # Sharing.
    ("ValueError", r"Variable .* already exists, disallowed", "variable-already-exists"),
    ("ValueError", r"Partitioned variable with name .* already exists", "variable-already-exists"),
    # TensorFlow fails while it words that error, where the variable was made by a traced function.
    ("AttributeError", r"Tensor.op is undefined when eager execution is enabled", "variable-already-exists"),
    (
        "ValueError",
        r"(Partitioned)?Variable .* does not exist, or was not created",
        "variable-does-not-exist",
    ),
    ("ValueError", r"Trying to share variable .*, but specified shape", "shared-shape-mismatch"),
    ("ValueError", r"Trying to reuse partitioned variable .*, but specified shape", "shared-shape-mismatch"),
    ("ValueError", r"Trying to share variable .*, but specified dtype", "shared-dtype-mismatch"),
    ("ValueError", r"Trying to reuse partitioned variable .*, but specified dtype", "shared-dtype-mismatch"),
    (
        "ValueError",
        r"Trying to reuse partitioned variable .*, but specified partitions",
        "partitioner-mismatch",
    ),
    ("ValueError", r"Partitioner returned a different partitioning", "partitioner-mismatch"),
    ("ValueError", r"No partitioner was provided, but a partitioned", "partitioner-mismatch"),
    ("ValueError", r"A partitioner was provided, but an unpartitioned", "partitioner-mismatch"),
    # Initializers and shapes.
    ("ValueError", r"If initializer is a constant, do not specify shape", "bad-initializer"),
    ("ValueError", r"Initializer type '.*' and explicit dtype '.*' don't match", "bad-initializer"),
    ("ValueError", r"An initializer for variable .* is required", "bad-initializer"),
    ("TypeError", r".*got an unexpected keyword argument '(dtype|partition_info)'", "bad-initializer"),
    ("ValueError", r"initial_value must be specified", "bad-initializer"),
    ("ValueError", r"Shapes must be equal rank", "bad-initializer"),
    ("ValueError", r"Shapes .* are not compatible", "bad-initializer"),
    ("ValueError", r"Dimension \d+ in both shapes must be equal", "bad-initializer"),
    ("ValueError", r"Variable .* did not get an initializer, so its `shape`", "variable-shape-unknown"),
    ("ValueError", r"The initializer passed is not valid", "variable-shape-unknown"),
    ("ValueError", r"initial_value must have a shape specified", "variable-shape-unknown"),
    ("ValueError", r"Shape of a new partitioned variable must be fully defined", "variable-shape-unknown"),
    ("ValueError", r"Input size \(depth of inputs\) must be accessible via shape inference", "variable-shape-unknown"),
    ("ValueError", r"The last dimension of the inputs to a Dense layer", "variable-shape-unknown"),
    ("ValueError", r"The channel dimension of the inputs .*should be defined", "variable-shape-unknown"),
    ("ValueError", r"Input has undefined (`axis` dimension|rank)", "variable-shape-unknown"),
    (
        "ValueError",
        r"Initializer for variable .* is from inside a control-flow construct",
        "variable-in-traced-body",
    ),
    # Names and the arguments of scopes.
    ("ValueError", r"'.*' is not a valid (root )?scope name", "invalid-scope-name"),
    ("ValueError", r"The reuse parameter must be True or False or None", "invalid-scope-argument"),
    ("ValueError", r"reuse=True cannot be used without a name_or_scope", "reuse-without-scope-name"),
    ("TypeError", r"VariableScope: name_or_scope must be a string or", "invalid-scope-argument"),
    ("TypeError", r"If default_name is None then name_or_scope is required", "invalid-scope-argument"),
    ("TypeError", r"variable_scope.__init__\(\) (missing|got an unexpected|takes)", "invalid-scope-argument"),
    ("TypeError", r"get_(local_)?variable\(\) got an unexpected keyword argument", "invalid-scope-argument"),
    ("TypeError", r"The auxiliary_name_scope must be", "invalid-scope-argument"),
    ("TypeError", r"'variable_scope' object is not callable", "invalid-scope-argument"),
    # Graphs and versions.
    ("ValueError", r".* must be from the same graph as ", "variable-from-other-graph"),
    ("AttributeError", r"module 'tensorflow.*' has no attribute 'contrib'", "contrib-removed"),
    ("AttributeError", r"module 'tensorflow' has no attribute ", "removed-in-tf2"),
    ("ValueError", r".*The following Variables were created within a Lambda layer", "variable-in-lambda"),
    # What no rule of the catalogue speaks of.
    ("ValueError", r"All layers added to a Sequential model should have unique names", NONE),
    ("TypeError", r"get_variable\(\) missing 1 required positional argument", NONE),
    ("TypeError", r"Cannot convert the argument `type_value`", NONE),
    ("TypeError", r"(Dimension value must be integer|Failed to convert .* to a shape)", NONE),
    ("ValueError", r"Dimension -\d+ must be >= 0", NONE),
    ("TypeError", r"(can only concatenate str|expected string or bytes-like object)", NONE),
    ("ValueError", r"Duplicate node name in graph", NONE),
    ("ValueError", r"collections argument to Variable constructor must be", NONE),
    ("ValueError", r"The `constraint` argument must be a callable", NONE),
    ("ValueError", r"Passed a custom_getter which is not callable", NONE),
    ("TypeError", r".*got (an unexpected keyword argument|multiple values for argument)", NONE),
    ("ValueError", r"Partitioner (must|returned)", NONE),
    ("IndexError", r"list index out of range", NONE),
    ("TypeError", r"Expected \w+, but got .* of type", NONE),
    ("TypeError", r"Expected \w+, got .* of type", NONE),
    ("ValueError", r"Could not interpret initializer identifier", NONE),
    ("ValueError", r"Shape must be rank \d+ but is rank \d+ for", "bad-initializer"),
    ("ValueError", r"Cannot partition variable along axis", NONE),
    ("ValueError", r"A partitioned Variable must have rank at least 1", NONE),
    ("ValueError", r"Can only slice a variable along one dimension", NONE),
    ("ValueError", r"Trainable variable created when calling a template after the first time", NONE),
    ("ValueError", r"name cannot be None", NONE),
    ("AttributeError", r".* has no attribute 'is_floating'", NONE),
    ("ValueError", r"unique_name_ cannot be used when eager execution is enabled", NONE),
    ("ValueError", r"(initial_value: )?Tensor conversion requested dtype", NONE),
    ("RuntimeError", r"Improper nesting of variable_scope", NONE),
    ("RuntimeError", r"tf.placeholder\(\) is not compatible with eager execution", NONE),
    ("RuntimeError", r"The Session graph is empty", NONE),
    ("TypeError", r"Argument `fetch` = .* has invalid type", NONE),
    ("ValueError", r"`@tf.compat.v1.keras.utils.track_tf1_layers_and_variables` must be applied to a method", NONE),
    ("ValueError", r"`partitioner` arg for `get_variable` is unsupported in TF2", NONE),
    ("RuntimeError", r"tf\.metrics\.\w+ is not supported when eager execution is enabled", NONE),
    ("RuntimeError", r"`loss` passed to Optimizer.compute_gradients should be a function when eager", NONE),
    ("ValueError", r"tf.function only supports singleton tf.Variables created on the first call", NONE),
    ("ValueError", r"tf.enable_eager_execution must be called at program startup", NONE),
    ("AssertionError", r"Do not use tf.reset_default_graph\(\) to clear nested graphs", NONE),
    ("ValueError", r"Input 0 of layer .* is incompatible with the layer", NONE),
    ("ValueError", r"Inputs should have rank \d+\. Received input_shape=", NONE),
    ("TypeError", r"A Dense layer can only be built with a floating-point dtype", NONE),
    ("TypeError", r"'NoneType' object is not subscriptable", NONE),
    ("TypeError", r"Input '\w+' of '\w+' Op has type \w+ that does not match type", NONE),
    ("TypeError", r"Value passed to parameter '\w+' has DataType \w+ not in list of allowed values", NONE),
    ("TypeError", r"cannot create weak reference to '\w+' object", NONE),
    ("TypeError", r"The variables must be half, float, or double: ", NONE),
    ("ValueError", r"None values not supported", NONE),
    ("TypeError", r"unsupported operand type\(s\) for ", NONE),
    ("TypeError", r"'\w+' Op requires that input '\w+' be a mutable tensor", NONE),
    ("AttributeError", r"'\w+' object has no attribute '(apply|assign_sub|dtype|handle|op|ref|shape)'", NONE),
    ("NotImplementedError", r"\('Trying to update a Tensor ", NONE),
    ("ValueError", r"Invalid type tf\.\w+ for .*, expected: ", NONE),
    ("ValueError", r"No variables to (optimize|save)", "empty-variable-filter"),
    ("ValueError", r"At least two variables have the same name", "duplicate-checkpoint-key"),
    ("ValueError", r"Dimensions must be equal, but are", NONE),
    ("ValueError", r"When eager execution is enabled, use_resource cannot be set", NONE),
    ("NotImplementedError", r"Caching devices (is|are) not yet supported when eager", NONE),
    ("ValueError", r"Private access to _get_partitioned_variable is not allowed", NONE),
    ("RuntimeError", r"When eager execution is enabled, `var_list` must specify", NONE),
    ("ValueError", r"\"global_step\" already exists", NONE),
    ("TypeError", r"Existing \"global_step\" (does not have integer type|is not scalar)", NONE),
    ("ValueError", r"No gradients provided for any variable", NONE),
    ("ValueError", r"Must specify at least one cell for MultiRNNCell", NONE),
    ("ValueError", r"If no initial_state is provided, argument `dtype` must be specified", NONE),
    ("ValueError", r"Argument `inputs` must not be empty", NONE),
)


#: AutoGraph puts the places in translated code before the message of an error.
TRANSLATED: Final = re.compile(r"in user code:\n.*?\n    \w+: (.*)", re.DOTALL)


class Unclassified(Exception):
    """An exception of TensorFlow that is in no row."""


def classify(error_type: str, message: str, where: str = "") -> str:
    """The rule that speaks of an exception, NONE where none does. Raises Unclassified."""
    translated = TRANSLATED.match(message)
    own = translated.group(1) if translated else message
    for kind, pattern, rule in REFUSALS:
        if kind == error_type and re.match(pattern, own, re.DOTALL):
            return rule
    raise Unclassified(f"UNCLASSIFIED {where} {error_type}: {message}")
