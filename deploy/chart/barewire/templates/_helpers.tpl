{{- define "barewire.name" -}}
{{- default .Chart.Name .Values.nameOverride | trunc 63 | trimSuffix "-" -}}
{{- end -}}

{{- define "barewire.fullname" -}}
{{- if .Values.fullnameOverride -}}
{{- .Values.fullnameOverride | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- if contains $name .Release.Name -}}
{{- .Release.Name | trunc 50 | trimSuffix "-" -}}
{{- else -}}
{{- printf "%s-%s" .Release.Name $name | trunc 50 | trimSuffix "-" -}}
{{- end -}}
{{- end -}}
{{- end -}}

{{- define "barewire.selectorLabels" -}}
app.kubernetes.io/name: {{ include "barewire.name" . }}
app.kubernetes.io/instance: {{ .Release.Name }}
{{- end -}}

{{- define "barewire.labels" -}}
{{ include "barewire.selectorLabels" . }}
app.kubernetes.io/version: {{ .Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .Release.Service }}
{{- end -}}

{{- define "barewire.agentAccount" -}}
{{- default (include "barewire.fullname" .) .Values.frrk8s.serviceAccount.name -}}
{{- end -}}

{{- define "barewire.controllerAccount" -}}
{{- include "barewire.agentAccount" . -}}-controller
{{- end -}}

{{- define "barewire.image" -}}
{{ .Values.frrk8s.image.repository }}:{{ .Values.frrk8s.image.tag | default .Chart.AppVersion }}
{{- end -}}

{{/* frr-k8s' word for a level, as the agent has it */}}
{{- define "barewire.logLevel" -}}
{{- get (dict "all" "trace" "none" "error") .Values.frrk8s.logLevel | default .Values.frrk8s.logLevel -}}
{{- end -}}

{{/* not empty when OVN's northbound database is behind a socket of the node */}}
{{- define "barewire.ovnSocket" -}}
{{- if contains "unix:" .Values.agent.ovn.northbound }}yes{{ end -}}
{{- end -}}

{{- define "barewire.tolerations" -}}
{{- if .Values.frrk8s.tolerateMaster }}
- {key: node-role.kubernetes.io/master, effect: NoSchedule, operator: Exists}
- {key: node-role.kubernetes.io/control-plane, effect: NoSchedule, operator: Exists}
{{- end }}
{{- with .Values.frrk8s.tolerations }}
{{ toYaml . }}
{{- end }}
{{- end -}}
