"""Strings, files and records: what is read and parsed.

**Source:** tensorflow/core/ops/{string,io,parsing}_ops.cc; python/ops/{string,parsing,io}_ops.py; TF 2.21.
"""

from __future__ import annotations

from tfscope.domain.graph import PartitionedVariable, Tensor, native_of
from tfscope.domain.heap import DictObject, ListObject
from tfscope.domain.values import FROM_LIBRARY, UNKNOWN, AbstractValue, DType, OneOf, Shape, Symbol, Unknown
from tfscope.models.machine import Machine
from tfscope.models.tensorflow.dtypes import as_dtype
from tfscope.models.tensorflow.op_model import (
    Arguments,
    Facts,
    Rule,
    broadcast,
    declare,
    declare_answer,
    facts,
    use_name,
)
from tfscope.models.tensorflow.ops_elementwise import typed
from tfscope.models.tensorflow.ops_reductions import first_given
from tfscope.models.tensorflow.ops_results import INT32, INT64, SCALAR, STRING, dims_of, shape_of, tensor, tensor_list


def shaped_like(*names: str, dtype: DType | None = None) -> Rule:
    """The shape of the first of some arguments that is given."""

    def rule(machine: Machine, bound: Arguments) -> Facts:
        shape = shape_of(machine, first_given(bound, *names))
        return shape, dtype or as_dtype(machine, bound["out_type"])

    return rule


def joined(machine: Machine, bound: Arguments) -> Facts:
    """The broadcast of all; strings stand beside scalars only."""
    items = tensor_list(machine, bound["inputs"])
    if items is None:
        return UNKNOWN, STRING
    shape = SCALAR
    for item in items:
        found = broadcast(shape, shape_of(machine, item))
        if not isinstance(found, Shape):
            return UNKNOWN, STRING
        shape = found
    return shape, STRING


def decode_raw(machine: Machine, bound: Arguments) -> Facts:
    """One more axis, of a length that nobody knows."""
    dims = dims_of(shape_of(machine, first_given(bound, "input_bytes", "bytes")))
    return (UNKNOWN if dims is None else Shape((*dims, None))), as_dtype(machine, bound["out_type"])


def decode_csv(machine: Machine, bound: Arguments) -> AbstractValue:
    """A tensor for each column."""
    use_name(machine, bound["name"], "DecodeCSV")
    columns = tensor_list(machine, bound["record_defaults"])
    shape = shape_of(machine, bound["records"])
    if columns is None or bound["select_cols"] is not None:
        return ListObject([], is_open=True)
    kinds = [
        as_dtype(machine, column) if isinstance(column, DType) else facts(machine, column)[1] for column in columns
    ]
    return ListObject([tensor(machine, (shape, kind), None) for kind in kinds])


def parsed(machine: Machine, bound: Arguments) -> AbstractValue:
    """The features by name; their shapes are not followed."""
    features = bound["features"]
    if not isinstance(features, DictObject):
        return UNKNOWN
    return DictObject(dict.fromkeys(features.items, FROM_LIBRARY), features.is_open)


def is_tensor(machine: Machine, bound: Arguments) -> AbstractValue:
    """Whether a value is TensorFlow's. Source: tensor_util.is_tf_type."""
    value = native_of(bound["x"])
    if isinstance(value, (Unknown, OneOf, Symbol)):
        return Unknown("", "bool")
    return isinstance(value, (Tensor, PartitionedVariable))


declare(
    "as_string strings.as_string dtypes.as_string",
    "input, precision=-1, scientific=False, shortest=False, width=-1, fill='', name=None",
    "AsString",
    typed("input", STRING),
)
declare("string_join strings.join", "inputs, separator='', name=None", "StringJoin", joined)
declare("string_strip strings.strip", "input, name=None", "StringStrip", typed("input", STRING))
declare(
    "regex_replace strings.regex_replace",
    "input, pattern, rewrite, replace_global=True, name=None",
    "RegexReplace",
    typed("input", STRING),
)
declare("substr strings.substr", "input, pos, len, name=None, unit='BYTE'", "Substr", typed("input", STRING))
declare("strings.lower", "input, encoding='', name=None", "StringLower", typed("input", STRING))
declare("strings.upper", "input, encoding='', name=None", "StringUpper", typed("input", STRING))
declare("strings.length", "input, name=None, unit='BYTE'", "StringLength", typed("input", INT32))
declare("strings.regex_full_match", "input, pattern, name=None", "RegexFullMatch", typed("input", DType("bool")))
declare(
    "string_to_number strings.to_number",
    "string_tensor=None, out_type='float32', name=None, input=None",
    "StringToNumber",
    shaped_like("string_tensor", "input"),
)
declare(
    "string_to_hash_bucket strings.to_hash_bucket",
    "string_tensor=None, num_buckets=None, name=None, input=None",
    "StringToHashBucket",
    shaped_like("string_tensor", "input", dtype=INT64),
)
declare(
    "string_to_hash_bucket_fast strings.to_hash_bucket_fast",
    "input, num_buckets, name=None",
    "StringToHashBucketFast",
    typed("input", INT64),
)
declare("encode_base64 io.encode_base64", "input, pad=False, name=None", "EncodeBase64", typed("input", STRING))
declare("decode_base64 io.decode_base64", "input, name=None", "DecodeBase64", typed("input", STRING))
declare(
    "read_file io.read_file",
    "filename, name=None",
    "ReadFile",
    lambda machine, bound: (SCALAR, STRING),
    lambda machine, bound: None,
)
declare(
    "matching_files io.matching_files",
    "pattern, name=None",
    "MatchingFiles",
    lambda machine, bound: (Shape((None,)), STRING),
    lambda machine, bound: None,
)
declare(
    "decode_raw io.decode_raw",
    "input_bytes=None, out_type=None, little_endian=True, name=None, bytes=None",
    "DecodeRaw",
    decode_raw,
)
declare_answer(
    "decode_csv io.decode_csv",
    "records, record_defaults, field_delim=',', use_quote_delim=True, name=None, na_value='', select_cols=None",
    decode_csv,
)
declare_answer(
    "parse_single_example io.parse_single_example parse_example io.parse_example",
    "serialized, features, name=None, example_names=None",
    parsed,
)
declare_answer("is_tensor contrib.framework.is_tensor", "x", is_tensor)
