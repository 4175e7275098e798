// Prints, as JSON, the structures that Traefik decodes its configuration into: their options, the types of
// these, what may stand empty, and the defaults. `edge/traefik/schema` decodes labels, files, flags and the environment by it.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"reflect"
	"sort"
	"strconv"
	"strings"
	"time"

	ptypes "github.com/traefik/paerser/types"
	"github.com/traefik/traefik/v3/cmd"
	"github.com/traefik/traefik/v3/pkg/config/dynamic"
	"github.com/traefik/traefik/v3/pkg/config/static"
)

type field struct {
	Name  string `json:"name"`
	Type  any    `json:"type"`
	Label string `json:"label,omitempty"`
	File  string `json:"file,omitempty"`
	// Name of the option in labels, where one element of a list is written like a structure.
	Element string `json:"element,omitempty"`
}

type structure struct {
	Fields   []field        `json:"fields"`
	Defaults map[string]any `json:"defaults,omitempty"`
}

var structures = map[string]*structure{}

func typeOf(t reflect.Type) any {
	switch t {
	case reflect.TypeOf(ptypes.Duration(0)):
		return "seconds"
	case reflect.TypeOf(time.Duration(0)):
		return "nanoseconds"
	}
	switch t.Kind() {
	case reflect.Pointer:
		return []any{"pointer", typeOf(t.Elem())}
	case reflect.Slice:
		return []any{"slice", typeOf(t.Elem())}
	case reflect.Map:
		return []any{"map", typeOf(t.Elem())}
	case reflect.Interface:
		return "any"
	case reflect.Struct:
		return []any{"struct", structOf(t)}
	default:
		return t.Kind().String()
	}
}

func structOf(t reflect.Type) string {
	name := t.String()
	if t.Name() == "" {
		name = "anonymous" + strconv.Itoa(t.NumField())
	} else {
		parts := strings.Split(t.PkgPath(), "/")
		name = parts[len(parts)-1] + "." + t.Name()
	}
	if _, known := structures[name]; known {
		return name
	}
	s := &structure{Fields: []field{}}
	structures[name] = s
	s.Fields = fieldsOf(t)
	pointer := reflect.New(t)
	if defaults, ok := pointer.Interface().(interface{ SetDefaults() }); ok {
		defaults.SetDefaults()
		if filled, ok := value(pointer.Elem()).(map[string]any); ok {
			s.Defaults = filled
		}
	}
	return name
}

func fieldsOf(t reflect.Type) []field {
	fields := []field{}
	for i := range t.NumField() {
		f := t.Field(i)
		if f.PkgPath != "" {
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			fields = append(fields, fieldsOf(f.Type)...)
			continue
		}
		if f.Type.Kind() == reflect.Func {
			continue
		}
		fields = append(fields, field{
			Name: f.Name, Type: typeOf(f.Type),
			Label: f.Tag.Get("label"), File: f.Tag.Get("file"), Element: f.Tag.Get("label-slice-as-struct"),
		})
	}
	return fields
}

// Whole numbers are text: JSON readers would round them.
func value(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		if v.IsNil() {
			return nil
		}
		return value(v.Elem())
	case reflect.Struct:
		filled := map[string]any{}
		fill(v, filled)
		return filled
	case reflect.Slice:
		if v.Len() == 0 {
			return nil
		}
		list := []any{}
		for i := range v.Len() {
			list = append(list, value(v.Index(i)))
		}
		return list
	case reflect.Map:
		return nil
	case reflect.Bool:
		if !v.Bool() {
			return nil
		}
		return true
	case reflect.String:
		if v.Len() == 0 {
			return nil
		}
		return v.String()
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		if v.Int() == 0 {
			return nil
		}
		return strconv.FormatInt(v.Int(), 10)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		if v.Uint() == 0 {
			return nil
		}
		return strconv.FormatUint(v.Uint(), 10)
	case reflect.Float32, reflect.Float64:
		if v.Float() == 0 {
			return nil
		}
		return v.Float()
	}
	return nil
}

func fill(v reflect.Value, filled map[string]any) {
	for i := range v.NumField() {
		f := v.Type().Field(i)
		if f.PkgPath != "" {
			continue
		}
		if f.Anonymous && f.Type.Kind() == reflect.Struct {
			fill(v.Field(i), filled)
			continue
		}
		item := value(v.Field(i))
		if item == nil && v.Field(i).Kind() == reflect.Pointer && !v.Field(i).IsNil() {
			// A pointer to a zero value is not the same as no pointer.
			item = zero(v.Field(i).Elem())
		}
		if item != nil {
			filled[strings.ToLower(f.Name)] = item
		}
	}
}

func zero(v reflect.Value) any {
	switch v.Kind() {
	case reflect.Bool:
		return false
	case reflect.Int, reflect.Int32, reflect.Int64:
		return "0"
	}
	return nil
}

func main() {
	roots := map[string]string{
		"dynamic": structOf(reflect.TypeOf(dynamic.Configuration{})),
		"static":  structOf(reflect.TypeOf(static.Configuration{})),
		"command": structOf(reflect.TypeOf(cmd.TraefikCmdConfiguration{})),
	}
	initial := map[string]any{}
	fill(reflect.ValueOf(*cmd.NewTraefikConfiguration()), initial)
	structures["cmd.TraefikCmdConfiguration"].Defaults = initial
	names := []string{}
	for name := range structures {
		names = append(names, name)
	}
	sort.Strings(names)
	root, _ := json.Marshal(roots)
	fmt.Fprintf(os.Stdout, "{\n  \"roots\": %s,\n  \"structures\": {\n", root)
	for i, name := range names {
		text, err := json.Marshal(structures[name])
		if err != nil {
			panic(err)
		}
		comma := ","
		if i == len(names)-1 {
			comma = ""
		}
		fmt.Fprintf(os.Stdout, "    %q: %s%s\n", name, text, comma)
	}
	fmt.Fprint(os.Stdout, "  }\n}\n")
}
